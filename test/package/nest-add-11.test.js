import { describeNestAdd } from './support/nest-add-suite.js';

describeNestAdd({ major: 11, modules: 'CommonJS', extension: '', skip: '--skip-install', installs: false });
