import type { FileRef } from '@parley/shared-types/model.ts';
import type { InConversation } from '@parley/shared-types/socket.ts';
import type { GatewayContext } from './context.ts';

/** The files that a message carries, by their tokens alone: nothing is read. @throws ParleyError `file_invalid` */
export function attachedFiles(
  { fileTokens, clock }: Pick<GatewayContext, 'fileTokens' | 'clock'>,
  where: InConversation,
  tokens: readonly string[] | undefined,
): { readonly files?: readonly FileRef[] } {
  return tokens === undefined ? {} : { files: tokens.map((token) => fileTokens.read(where, token, clock.now())) };
}
