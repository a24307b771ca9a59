import { wireForm } from './form.ts';
import './inbox.css';

wireForm('/api/session', {});
