/** Every verb of the table in shared-types/src/sdk.ts, as short as it can be carried into each page view; a test compares the two. */
export const VERBS =
  /^(do (chat:(open|close|show|hide)|message:send|session:reset|user:(identify|logout)|destroy)|set (user:(email|nickname)|session:data)|o(n|ff) (chat:(open|clos)ed|message:(sent|received)|identity:refused)|get chat:unread:count)$/;
