import type { Refusal } from '@parley/shared-types/errors.ts';
import type { SendFile } from './models/attachments.ts';

const CUT: Refusal = { ok: false, code: 'file_incomplete', message: 'Not sent: the connection was cut. Try again.' };

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
    request.onloadend = () => resolve(request.response ?? CUT);
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
