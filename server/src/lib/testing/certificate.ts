/** A certificate that signs itself, for tests: made here, since no tool for it is everywhere and a key in the repository would be one. */
import { generateKeyPairSync, sign } from 'node:crypto';

const hex = (words: string) => Buffer.from(words, 'hex');

/** One element of DER. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}
const sequence = (...contents: readonly Buffer[]) => der(0x30, ...contents);
const utcTime = (at: number) => der(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replaceAll(/\D/g, '')}Z`));

const ECDSA_SHA256 = sequence(hex('06082a8648ce3d040302'));
const TRUE = hex('0101ff');
const [COMMON_NAME, ALT_NAME, BASIC_CONSTRAINTS] = [hex('0603550403'), hex('0603551d11'), hex('0603551d13')];

/** @returns PEM of key and certificate, good for `name` for an hour around now */
export function selfSigned(name: string): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const owner = sequence(der(0x31, sequence(COMMON_NAME, der(0x0c, Buffer.from(name)))));
  const extensions = sequence(
    sequence(BASIC_CONSTRAINTS, TRUE, der(0x04, sequence(TRUE))),
    sequence(ALT_NAME, der(0x04, sequence(der(0x82, Buffer.from(name))))),
  );
  const validity = sequence(utcTime(Date.now() - 1_800_000), utcTime(Date.now() + 1_800_000));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const version = der(0xa0, hex('020102'));
  const signed = sequence(version, hex('020101'), ECDSA_SHA256, owner, validity, owner, spki, der(0xa3, extensions));
  const whole = sequence(signed, ECDSA_SHA256, der(0x03, hex('00'), sign('sha256', signed, privateKey)));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  const cert = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}
