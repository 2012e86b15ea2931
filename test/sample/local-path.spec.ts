import { describe, expect, it } from '@jest/globals';
import { localPath } from '../../sample/pages/local-path.js';

describe('localPath', () => {
  it.each([
    ['/basket', '/basket'],
    ['/books/dracula?from=home', '/books/dracula?from=home'],
    ['', '/'],
    [undefined, '/'],
    ['https://elsewhere.test/', '/'],
    ['//elsewhere.test/', '/'],
    ['/\\elsewhere.test/', '/'],
    ['/.//elsewhere.test/', '/'],
    ['/\t/elsewhere.test/', '/'],
    ['http://here.invalid//elsewhere.test/', '/'],
    ['javascript:alert(1)', '/'],
    ['http://[', '/'],
  ])('%j leads to %j', (target, path) => {
    expect(localPath(target)).toBe(path);
  });
});
