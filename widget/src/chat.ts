/** The chunk `chat`: what a first open loads, panel and connection. One file: it is one request, and smaller than two are. */
export { connect } from './live/live.ts';
export { mount } from './panel/mount.tsx';
