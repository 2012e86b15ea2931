import { describeNestAdd } from './support/nest-add-suite.js';

describeNestAdd({ major: 12, modules: 'ES modules', extension: '.js', skip: '-s', installs: true });
