// For mocha: what stands outside of any `describe` belongs to its file, as in jest, and not to all files.
const { interfaces, Suite } = require('mocha');

const { bdd } = interfaces;

interfaces.bdd = (root) => {
  root.on('pre-require', (context, file, mocha) => {
    const suite = Suite.create(root, file);
    bdd(suite);
    suite.emit('pre-require', context, file, mocha);
  });
};
