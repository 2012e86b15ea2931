import { Injectable } from '@nestjs/common';
import { DECOY_RECORD, DEMO_USERS, type User } from './demo-users.js';
import { matches } from './passwords.js';

@Injectable()
export class AuthService {
  find(id: string | undefined): User | undefined {
    return DEMO_USERS.find((user) => user.id === id);
  }

  async verify(id: string, password: string): Promise<User | undefined> {
    const user = this.find(id.trim().toLowerCase());
    const right = await matches(password, user?.passwordRecord ?? DECOY_RECORD);
    return right ? user : undefined;
  }
}
