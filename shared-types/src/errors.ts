/**
 * Every coded error there is, for sockets, REST, configuration, command line and dead letters.
 * docs/errors.md is generated from this table. `status` is the HTTP status, `exit` the exit code of a command.
 */
interface ErrorRow {
  readonly status: number;
  readonly exit?: number;
  /** True when the same request may succeed later, unchanged. */
  readonly retryable: boolean;
  readonly message: string;
  readonly mend: string;
}

const table = {
  // requests
  invalid: {
    status: 400,
    retryable: false,
    message: 'The request does not have the shape we expect.',
    mend: 'Check the fields against the contract; unknown fields are refused.',
  },
  too_long: { status: 413, retryable: false, message: 'The text is too long.', mend: 'Send at most 8,000 characters in one message.' },
  unauthorized: { status: 401, retryable: false, message: 'You are not signed in.', mend: 'Sign in again.' },
  forbidden: {
    status: 403,
    retryable: false,
    message: 'You may not do this here.',
    mend: 'Ask an owner of the site for the role it needs.',
  },
  not_found: {
    status: 404,
    retryable: false,
    message: 'There is no such thing, or it is not yours to see.',
    mend: 'Check the id and the site.',
  },
  conflict: {
    status: 409,
    retryable: false,
    message: 'This id was used before for something else.',
    mend: 'Make a new id for a new message; repeat an id only with the same text.',
  },
  answered: {
    status: 409,
    retryable: false,
    message: 'Somebody of your team has answered meanwhile.',
    mend: 'Read the answer; send yours anyway if it is still needed.',
  },
  blocked: {
    status: 403,
    retryable: false,
    message: 'This conversation takes no more messages.',
    mend: 'Operators can unblock the visitor in the inbox.',
  },
  rate_limited: { status: 429, retryable: true, message: 'Too many requests.', mend: 'Wait for the time given and try again.' },
  origin_refused: {
    status: 403,
    retryable: false,
    message: 'This page may not open the chat of that site.',
    mend: "Add the page's origin to the allowed origins of the site.",
  },
  unknown_site: {
    status: 404,
    retryable: false,
    message: 'There is no site with this id.',
    mend: 'Copy the script tag again from the install page.',
  },
  protocol_unsupported: {
    status: 426,
    retryable: false,
    message: 'This version of the widget is too old for the server.',
    mend: 'Reload the page.',
  },
  grant_invalid: {
    status: 401,
    retryable: false,
    message: "The visitor's grant is expired or not ours.",
    mend: 'Open the conversation again to get a new grant.',
  },
  link_invalid: {
    status: 404,
    retryable: false,
    message: 'This link is not complete, or not ours.',
    mend: 'Open the link of the mail again, whole.',
  },
  link_expired: {
    status: 410,
    retryable: false,
    message: 'This link has expired.',
    mend: 'Open the chat on the site, or use the link of a newer mail.',
  },
  link_used: {
    status: 410,
    retryable: false,
    message: 'This link was used already, or replaced by a newer one.',
    mend: 'Ask whoever sent it for a new one.',
  },
  email_taken: {
    status: 409,
    retryable: false,
    message: 'There is an operator with this e-mail address already.',
    mend: 'Sign in with this address, then open the link again.',
  },
  last_owner: {
    status: 409,
    retryable: false,
    message: 'A site needs an owner, and this is the last one.',
    mend: 'Make somebody else an owner first.',
  },
  password_wrong: {
    status: 403,
    retryable: false,
    message: 'This is not your current password.',
    mend: 'Write the password that you sign in with; who forgot it gets a link with ./parley user link --email ADDRESS.',
  },
  origin_invalid: {
    status: 400,
    retryable: false,
    message: 'Not every entry is the address of a web site.',
    mend: 'Give addresses like https://shop.example, one for each site and port, at most 50.',
  },
  // files
  files_unavailable: {
    status: 403,
    retryable: false,
    message: 'Files cannot be sent here.',
    mend: 'The owner of the site may have switched them off; several gateways need FILES_URL.',
  },
  period_too_large: {
    status: 422,
    retryable: false,
    message: 'There was more in these days than is counted at once.',
    mend: 'Choose fewer days.',
  },
  file_too_large: {
    status: 413,
    retryable: false,
    message: 'The file is too large.',
    mend: 'Send a smaller one; FILES_MAX_MB of the server says how large it may be.',
  },
  file_type_refused: {
    status: 415,
    retryable: false,
    message: 'Files of this type are not taken.',
    mend: 'Send an image, a PDF, a text, an office document or a zip archive.',
  },
  file_invalid: {
    status: 400,
    retryable: false,
    message: 'The file does not belong to this conversation.',
    mend: 'Upload it again.',
  },
  file_incomplete: {
    status: 400,
    retryable: true,
    message: 'The file did not arrive whole.',
    mend: 'Send it again under the same upload id.',
  },
  file_quota: {
    status: 429,
    retryable: false,
    message: 'This conversation has too many files.',
    mend: 'Send links, or ask for another way.',
  },
  // identity
  identity_required: {
    status: 403,
    retryable: false,
    message: 'Only visitors whom the site has signed in may chat here.',
    mend: 'Do user:identify with a token of your server, or make identity optional in the settings.',
  },
  token_invalid: {
    status: 403,
    retryable: false,
    message: 'The token of the visitor is not signed by this site.',
    mend: 'Sign it with HS256 and a secret of the settings page; it needs sub and exp.',
  },
  token_expired: {
    status: 403,
    retryable: false,
    message: 'The token of the visitor has expired.',
    mend: 'Get a fresh one from your server and do user:identify again.',
  },
  verified_only: {
    status: 403,
    retryable: false,
    message: 'Name and address of a verified visitor come from a token only.',
    mend: 'Put them into the token.',
  },
  // the widget, on the console of the page
  already_loaded: {
    status: 409,
    retryable: false,
    message: 'The widget is on this page already; the second script tag was ignored.',
    mend: 'Keep one script tag in the page.',
  },
  verb_unsupported: {
    status: 400,
    retryable: false,
    message: '$parley does not know this verb; it was ignored.',
    mend: 'Use a verb of shared-types/src/sdk.ts.',
  },
  chunk_failed: {
    status: 502,
    retryable: true,
    message: 'A part of the widget could not be loaded.',
    mend: 'Check the connection, and that the content security policy of the page lets scripts come from the chat.',
  },
  script_failed: {
    status: 502,
    retryable: true,
    message: 'The script of the widget could not be loaded.',
    mend: 'Check the address and the site id, that an ad blocker does not stop it, and that the content security policy of the page lets scripts come from the chat.',
  },
  csp_blocked: {
    status: 403,
    retryable: false,
    message: 'The content security policy of the page stops the chat.',
    mend: "Allow the chat's origin in script-src and connect-src, there also with ws: or wss:; the inbox shows the lines under Install.",
  },
  offline: {
    status: 503,
    retryable: true,
    message: 'This browser says that it is offline.',
    mend: 'Connect, and try again.',
  },
  server_away: {
    status: 503,
    retryable: true,
    message: 'The server of the chat does not answer.',
    mend: 'Start it, or check its address in the script tag, its certificate and its firewall.',
  },
  request_blocked: {
    status: 403,
    retryable: false,
    message: 'The server is there, but something in this browser stops the requests of the chat.',
    mend: 'Switch off ad blockers and privacy extensions for this page, or serve the chat from a name of your own.',
  },
  websocket_refused: {
    status: 426,
    retryable: false,
    message: 'WebSockets do not get through; the chat works by polling, which costs more.',
    mend: 'Let the proxy in front of the chat pass on the Upgrade header.',
  },
  storage_denied: {
    status: 403,
    retryable: false,
    message: 'This browser lets the page store nothing: the chat works, and forgets everything with the page.',
    mend: 'Allow storage for this page, or leave the private window.',
  },
  trigger_unknown: {
    status: 404,
    retryable: false,
    message: 'No trigger of the settings has this name, and none waits for such an event.',
    mend: 'Write the name as it is in the inbox under Settings.',
  },
  // try again
  busy: {
    status: 503,
    retryable: true,
    message: 'The server cannot take messages just now. Nothing was kept.',
    mend: 'Send the same message again after the time given.',
  },
  retry: {
    status: 503,
    retryable: true,
    message: 'It is not known whether the message was taken.',
    mend: 'Send it again with the same id; it is stored once.',
  },
  unavailable: {
    status: 503,
    retryable: true,
    message: 'The history cannot be read just now. Nothing is lost.',
    mend: 'Ask again in a few seconds.',
  },
  draining: { status: 503, retryable: true, message: 'This server is being replaced.', mend: 'Connect again; another server answers.' },
  internal: {
    status: 500,
    retryable: true,
    message: 'Something failed on our side.',
    mend: 'Try again; the log of the server has the details under the same request id.',
  },
  // jobs and dead letters
  unknown_job: {
    status: 400,
    exit: 64,
    retryable: false,
    message: 'There is no job of this kind.',
    mend: 'Use one of the kinds in shared-types/src/jobs.ts.',
  },
  unknown_queue: {
    status: 404,
    exit: 65,
    retryable: false,
    message: 'The queue that a dead letter came from is not there any more.',
    mend: 'Start the worker that has this queue and replay it again, or drop the letter: ./parley dlq list.',
  },
  job_invalid: {
    status: 400,
    exit: 64,
    retryable: false,
    message: 'The payload of the job does not have the shape its kind needs.',
    mend: 'Check it against the schema of the kind.',
  },
  schema_invalid: {
    status: 400,
    retryable: false,
    message: 'A message on the bus does not have the shape of its type.',
    mend: 'Mend the sender, then replay the dead letter.',
  },
  handler_failed: {
    status: 500,
    retryable: false,
    message: 'A worker failed on this message every time.',
    mend: 'Mend the worker, then replay the dead letter.',
  },
  delivery_limit: {
    status: 500,
    retryable: false,
    message: 'Workers died on this message too often.',
    mend: 'Mend the worker, then replay the dead letter.',
  },
  unknown_version: {
    status: 500,
    retryable: true,
    message: 'A message is of a newer version than this worker knows; the worker has paused.',
    mend: 'Deploy the newer worker; nothing is lost meanwhile.',
  },
  // effects
  effect_in_hand: {
    status: 409,
    retryable: true,
    message: 'It is being tried just now.',
    mend: 'Wait a moment and look again.',
  },
  mail_no_address: {
    status: 409,
    retryable: false,
    message: 'The visitor has left no e-mail address.',
    mend: 'Ask for it in the chat: what is unread then is mailed.',
  },
  mail_auth: {
    status: 502,
    retryable: false,
    message: 'The mail server does not accept our user and password.',
    mend: 'Set SMTP_URL to a valid user and password, then try again.',
  },
  mail_refused: {
    status: 502,
    retryable: false,
    message: 'The mail server refused the mail for good.',
    mend: 'See the reason that it gave; check the address and MAIL_FROM.',
  },
  mail_unsure: {
    status: 502,
    retryable: false,
    message: 'The mail server broke off twice without saying whether it took the mail.',
    mend: 'Look at the log of the mail server; trying again may send the mail once more.',
  },
  mail_unavailable: {
    status: 503,
    retryable: true,
    message: 'The mail server cannot be reached or asks to wait.',
    mend: 'Nothing is lost; it is tried again later.',
  },
  slack_auth: {
    status: 502,
    retryable: false,
    message: 'Slack does not accept the bot token.',
    mend: 'Set SLACK_BOT_TOKEN to a valid token with chat:write.',
  },
  slack_channel: {
    status: 502,
    retryable: false,
    message: 'Slack does not let the bot post in the channel.',
    mend: 'Invite the bot to the channel, or set SLACK_CHANNEL to another one.',
  },
  slack_refused: { status: 502, retryable: false, message: 'Slack refused the message.', mend: 'See the reason that Slack gave.' },
  slack_unavailable: {
    status: 502,
    retryable: true,
    message: 'Slack cannot be reached or asks to wait.',
    mend: 'Nothing to do; it is tried again.',
  },
  mail_unreachable: {
    status: 502,
    retryable: true,
    message: 'Nobody answers at the address of the mail server.',
    mend: 'Check host and port of SMTP_URL, and that this server may open connections to them.',
  },
  mail_tls: {
    status: 502,
    retryable: false,
    message: 'No encrypted connection to the mail server came about.',
    mend: 'Use smtps:// for a port that is encrypted from the start, mostly 465, and smtp:// for 587; the certificate of the server has to be good for its name.',
  },
  mail_sender: {
    status: 502,
    retryable: false,
    message: 'The mail server does not send for this sender.',
    mend: 'Set MAIL_FROM to an address that belongs to the user of SMTP_URL.',
  },
  slack_unreachable: {
    status: 502,
    retryable: true,
    message: 'Slack cannot be reached from this server.',
    mend: 'Check that the server may open connections to https://slack.com, then try again.',
  },
  slack_no_channel: {
    status: 502,
    retryable: false,
    message: 'There is no such channel in Slack, or it is hidden from the bot.',
    mend: 'Check SLACK_CHANNEL; to a private channel the bot has to be invited.',
  },
  slack_not_invited: {
    status: 502,
    retryable: false,
    message: 'The bot is not in the channel.',
    mend: 'Write /invite and the name of the bot in the channel, then try again.',
  },
  slack_scope: {
    status: 502,
    retryable: false,
    message: 'The bot token may not post.',
    mend: 'Give the app the scope chat:write, install it again and set SLACK_BOT_TOKEN to the new token.',
  },
  channel_off: {
    status: 409,
    retryable: false,
    message: 'This is not set up in the process that answers here.',
    mend: 'Give its settings to the processes with the role api as well, and start them again.',
  },
  // webhooks
  hook_unreachable: {
    status: 502,
    retryable: true,
    message: 'The receiver of the webhook cannot be reached.',
    mend: 'Check its address, and that it accepts connections from this server; it is tried again.',
  },
  hook_timeout: {
    status: 504,
    retryable: true,
    message: 'The receiver of the webhook did not answer in time.',
    mend: 'Let it answer within 15 seconds and do its work afterwards; it is tried again.',
  },
  hook_tls: {
    status: 502,
    retryable: true,
    message: 'No encrypted connection to the receiver of the webhook came about.',
    mend: 'Give it a certificate that is good for its name; it is tried again.',
  },
  hook_refused: {
    status: 422,
    retryable: true,
    message: 'This is not an address that we may send to.',
    mend: 'Use https and a public address; WEBHOOK_ALLOW_CIDRS of the server lets networks of your own through.',
  },
  hook_status: {
    status: 502,
    retryable: true,
    message: 'The receiver of the webhook answered that it did not take the event.',
    mend: 'Answer with 200 to 299, without a redirect; it is tried again.',
  },
  hook_given_up: {
    status: 502,
    retryable: false,
    message: 'The receiver of the webhook never took the event, however often it was sent.',
    mend: 'Mend the receiver, then send the event again from the log of the hook.',
  },
  hook_gone: {
    status: 410,
    retryable: false,
    message: 'The receiver of the webhook said that it is gone, so the hook is off.',
    mend: 'Switch it on again when the receiver is back, or delete it.',
  },
  hook_off: {
    status: 409,
    retryable: false,
    message: 'The webhook is off.',
    mend: 'Switch it on first.',
  },
  hook_event_gone: {
    status: 410,
    retryable: false,
    message: 'What this event was about has been erased or taken back.',
    mend: 'There is nothing to send any more.',
  },
  hook_limit: {
    status: 409,
    retryable: false,
    message: 'The site has as many webhooks as it may have.',
    mend: 'Delete one that is not needed any more.',
  },
  // start and command line
  config_invalid: {
    status: 500,
    exit: 78,
    retryable: false,
    message: 'The configuration has mistakes.',
    mend: 'Mend every line listed; docs/config.md has all settings.',
  },
  port_forbidden: {
    status: 500,
    exit: 77,
    retryable: false,
    message: 'The operating system does not let us listen on the port.',
    mend: 'Take a port above 1023 and lead port 25 to it, or give the process the right (docs/email.md).',
  },
  mail_certificate: {
    status: 500,
    exit: 78,
    retryable: false,
    message: 'The certificate of the mail receiver cannot be read.',
    mend: 'Set INBOUND_MAIL_CERTIFICATE to a PEM file with certificate and key that this user may read.',
  },
  port_in_use: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'The port is in use.',
    mend: 'Stop the other program, or set PORT to a free one.',
  },
  data_dir_locked: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'Another Parley uses this data folder.',
    mend: 'Stop it with ./parley down, or set DATA_DIR to another folder.',
  },
  data_dir_unusable: {
    status: 500,
    exit: 73,
    retryable: false,
    message: 'The data folder cannot be written.',
    mend: 'Give this user write access to DATA_DIR, or set it to another folder.',
  },
  database_unreadable: {
    status: 500,
    exit: 74,
    retryable: false,
    message: 'The database cannot be read.',
    mend: 'Restore it from a backup; the file was left untouched.',
  },
  database_newer: {
    status: 500,
    exit: 78,
    retryable: false,
    message: 'The database was written by a newer Parley that this one does not understand.',
    mend: 'Run that version or a newer one.',
  },
  disk_full: {
    status: 507,
    retryable: true,
    message: 'The disk is full. Messages are refused, reading goes on.',
    mend: 'Make space; no restart is needed.',
  },
  node_missing: { status: 500, exit: 69, retryable: false, message: 'Node.js was not found.', mend: 'Install Node 20 or newer with npm.' },
  node_too_old: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'Node.js is too old.',
    mend: 'Install Node 20 or newer (on macOS 24 or newer).',
  },
  install_failed: {
    status: 500,
    exit: 69,
    retryable: true,
    message: 'The packages could not be installed.',
    mend: 'Read the lines shown; check the connection to the package registry.',
  },
  service_missing: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'A service that this command needs is not installed.',
    mend: 'Install what is listed, or run as root on Debian.',
  },
  service_failed: { status: 500, exit: 70, retryable: true, message: 'A service did not start.', mend: 'Read the log lines shown.' },
  not_running: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'No Parley runs from this data folder.',
    mend: 'Start it with ./parley up.',
  },
  not_a_demo: {
    status: 500,
    exit: 73,
    retryable: false,
    message: 'The folder of the demo has something else in it.',
    mend: 'Nothing was changed. Set DATA_DIR to another folder, or move away what is in its folder demo.',
  },
  already_running: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'A Parley runs from this data folder already.',
    mend: 'Stop it with ./parley down first.',
  },
  owner_exists: {
    status: 409,
    exit: 69,
    retryable: false,
    message: 'There is an owner already, so there is no set-up link.',
    mend: 'Sign in; who forgot the password gets a link with ./parley user link --email ADDRESS.',
  },
  unknown_operator: {
    status: 404,
    exit: 67,
    retryable: false,
    message: 'There is no operator with this e-mail address.',
    mend: 'Check the address; owners and admins see everybody on the team page.',
  },
  // update, deploy and revert
  no_checkout: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'This folder is not a git checkout.',
    mend: 'Clone the repository with git and run the command there.',
  },
  checkout_dirty: {
    status: 500,
    exit: 65,
    retryable: false,
    message: 'The checkout has changes that are not committed.',
    mend: 'Commit them, or put them aside with git stash.',
  },
  no_upstream: {
    status: 500,
    exit: 65,
    retryable: false,
    message: 'The branch of this checkout follows no other.',
    mend: 'Name the one to update from: git branch --set-upstream-to=origin/main',
  },
  branch_diverged: {
    status: 500,
    exit: 65,
    retryable: false,
    message: 'The branch has commits of its own, so that it cannot simply be moved forward.',
    mend: 'Put them on top with git pull --rebase, or go back with git reset --hard @{upstream}.',
  },
  pull_failed: {
    status: 500,
    exit: 69,
    retryable: true,
    message: 'The new version could not be fetched.',
    mend: 'Read the lines of git; check the connection to the remote.',
  },
  update_failed: {
    status: 500,
    exit: 70,
    retryable: true,
    message: 'The new version could not take over. The version from before is in its place.',
    mend: 'Read the lines shown; mend the version, then update again.',
  },
  target_not_running: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'No target runs from this folder.',
    mend: 'Start one with ./parley target up, or set TARGET_DIR to its folder.',
  },
  target_running: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'A target runs from this folder already.',
    mend: 'Replace its release with ./parley deploy, or stop it with ./parley target down.',
  },
  deploy_running: {
    status: 500,
    exit: 75,
    retryable: true,
    message: 'Another command is changing this target.',
    mend: 'Wait until it has ended.',
  },
  commit_unknown: {
    status: 500,
    exit: 65,
    retryable: false,
    message: 'This checkout does not know the commit.',
    mend: 'Fetch it with git fetch, or name another one.',
  },
  release_failed: {
    status: 500,
    exit: 70,
    retryable: true,
    message: 'The new release could not be made or started. The one before it goes on, untouched.',
    mend: 'Read the lines shown; mend the commit, then deploy again.',
  },
  drain_failed: {
    status: 500,
    exit: 70,
    retryable: false,
    message: 'The new release is live, but a process of the old one did not end well.',
    mend: 'Read its log in TARGET_DIR/run; nothing that was accepted is lost.',
  },
  no_previous_release: {
    status: 500,
    exit: 69,
    retryable: false,
    message: 'There is no release on the disk to go back to.',
    mend: 'Deploy the commit that you want: ./parley deploy COMMIT',
  },
  usage: { status: 400, exit: 64, retryable: false, message: 'The command does not take these words.', mend: 'See ./parley help.' },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof table;
export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = table;

/** What a client is told when something is refused. */
export interface Refusal {
  readonly ok: false;
  readonly code: ErrorCode;
  readonly message: string;
  /** Only with retryable codes: wait at least this long, in milliseconds. */
  readonly retryAfterMs?: number;
  /** Over HTTP only: what is wrong with which field or entry, in words to show beside it. */
  readonly problems?: Readonly<Record<string, string>>;
}
