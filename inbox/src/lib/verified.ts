/** True for a visitor whom the site's own server vouches for: their ids are made of what its token says. */
export const isVerified = (visitorId: string): boolean => visitorId.startsWith('u_');
