import { render } from 'preact';
import { App } from './app/app.tsx';
import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/parts.css';
import './style/fleet.css';
import './style/model.css';
import './style/chart.css';
import './style/forms.css';

const root = document.getElementById('page');
if (root) render(<App />, root);
