// node --import: for Stryker's test runner.
import { register } from 'node:module';

register('../typescript-hooks.js', import.meta.url);
register('./hooks.js', import.meta.url);
