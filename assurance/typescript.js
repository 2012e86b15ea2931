// node --import ./assurance/typescript.js: runs the proofs, the library and the tests' helpers from their TypeScript.
import { register } from 'node:module';

register('./typescript-hooks.js', import.meta.url);
