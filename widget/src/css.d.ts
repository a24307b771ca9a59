/** Styles are bundled by vite; with `?inline` they are a text for a constructed sheet. */
declare module '*.css';
declare module '*.css?inline' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: so vite gives it.
  export default text;
}
