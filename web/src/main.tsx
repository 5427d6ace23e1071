import './mantine.css';
import '@mantine/notifications/styles.layer.css';
import './styles.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { loadBrand } from './brand.js';
import { passOnNonce } from './nonce.js';

passOnNonce();
const root = document.getElementById('root');
if (root) createRoot(root).render(<App brand={await loadBrand()} />);
