import { wireForm } from './form.ts';
import './inbox.css';

wireForm('/api/setup', { token: location.pathname.split('/').at(-1) ?? '' });
