/** What `do:diagnose` says: message and mend of the rows in shared-types/src/errors.ts, which a test compares; the whole table is no part of a page. */
export const WORDS = {
  all_well: 'Everything that the chat needs works here.',
  csp_blocked:
    "The content security policy of the page stops the chat. Allow the chat's origin in script-src and connect-src, there also with ws: or wss:; the inbox shows the lines under Install.",
  offline: 'This browser says that it is offline. Connect, and try again.',
  server_away:
    'The server of the chat does not answer. Start it, or check its address in the script tag, its certificate and its firewall.',
  request_blocked:
    'The server is there, but something in this browser stops the requests of the chat. Switch off ad blockers and privacy extensions for this page, or serve the chat from a name of your own.',
  websocket_refused:
    'WebSockets do not get through; the chat works by polling, which costs more. Let the proxy in front of the chat pass on the Upgrade header.',
  storage_denied:
    'This browser lets the page store nothing: the chat works, and forgets everything with the page. Allow storage for this page, or leave the private window.',
} as const;
