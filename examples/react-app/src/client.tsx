import { StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { App } from './App.tsx';

const root = document.getElementById('root') as HTMLElement;
const { url = '', site = '' } = root.dataset;
hydrateRoot(
  root,
  <StrictMode>
    <App url={url} site={site} />
  </StrictMode>,
);
