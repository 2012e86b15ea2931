// One variant in a process of its own: node server.js <platform> <variant>. It tells its parent the port, and answers
// 'cpu' with how much it has used so far, 'profile' and 'profiled' with a profile of what was in between.
import { startProfile } from '../support/profile.js';
import { startApplication } from './application.js';

const [platform, name] = process.argv.slice(2);
const server = await startApplication(platform, name);

let stopProfile;
const answers = {
  cpu() {
    const { user, system } = process.cpuUsage();
    return { cpuUs: user + system };
  },
  async profile() {
    stopProfile = await startProfile();
    return {};
  },
  profiled: () => stopProfile(),
};
process.on('message', async (question) => process.send(await answers[question]()));
process.on('disconnect', () => process.exit());
process.send({ port: server.address().port });
