import type { Refusal } from '@parley/shared-types/errors.ts';
import { inOwnWords } from './lib/api.ts';
import type { SendFile } from './models/attachments.ts';
import { t } from './words/words.ts';

const cut = (): Refusal => ({ ok: false, code: 'file_incomplete', message: t('Not sent: the connection was cut. Try again.') });

/** Sends a file by the one way of a browser that tells how far it has come. */
export const sendFile: SendFile = ({ href, file, onProgress, signal }) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', href);
    request.responseType = 'json';
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) onProgress(loaded / total);
    };
    request.onloadend = () => {
      const answer = (request.response ?? cut()) as Awaited<ReturnType<SendFile>>;
      resolve(answer.ok ? answer : inOwnWords(answer));
    };
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
