export interface User {
  id: string;
  name: string;
  passwordRecord: string;
  /** Kept behind the counter: only the account page shows it. */
  shelfNote: string;
}

export const DEMO_USERS: readonly User[] = [
  {
    id: 'ada',
    name: 'Ada Lovelace',
    passwordRecord: 'lQFpC_8TJRKiRT8qQBq32w.e19fdPfr8L74MJ9qFlJo4d07Co1_LQu3ZeqI0cng4CA',
    shelfNote: 'Put aside for you: a diagram for the computation of Bernoulli numbers, in your own hand.',
  },
  {
    id: 'alan',
    name: 'Alan Turing',
    passwordRecord: 'le9o5L5iqhP-3nDtewx-ww.fYMvjiy51eKscwe2XwEwTtY-xEqM9tRqv4bU1DCoBBY',
    shelfNote: 'Put aside for you: one chained tea mug, and the treatise nobody has asked for yet.',
  },
];

export const DEMO_PASSWORDS: Readonly<Record<string, string>> = {
  ada: 'analytical engine',
  alan: 'bombe at bletchley',
};

/** Checked for unknown names, so that they take as long as known ones. */
export const DECOY_RECORD = 'X_NHJ3edbpnDulQVwt0vtg.JIujNdcB9qY0HohF_l5b1whxZCuMbGyiSliLH_oF-Hc';
