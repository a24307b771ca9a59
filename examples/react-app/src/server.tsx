import { StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { App, type AppProps } from './App.tsx';

/** The page as it is sent; the browser goes on from there. */
export function render(props: AppProps): string {
  return renderToString(
    <StrictMode>
      <App {...props} />
    </StrictMode>,
  );
}
