export type Shelf = 'Letters' | 'Ciphers' | 'Secrets';

export interface Book {
  slug: string;
  title: string;
  author: string;
  year: number;
  shelf: Shelf;
  /** In pence. */
  price: number;
  blurb: string;
}

export const BOOKS: readonly Book[] = [
  {
    slug: 'the-purloined-letter',
    title: 'The Purloined Letter',
    author: 'Edgar Allan Poe',
    year: 1844,
    shelf: 'Secrets',
    price: 850,
    blurb:
      'The police have taken the minister’s rooms apart, and the letter lies in plain sight. The shortest lesson there is in the difference between hiding a thing and sealing it.',
  },
  {
    slug: 'the-gold-bug',
    title: 'The Gold-Bug',
    author: 'Edgar Allan Poe',
    year: 1843,
    shelf: 'Ciphers',
    price: 900,
    blurb:
      'A scrap of parchment, a skull, a substitution cipher. Legrand counts the letters, finds the e, and digs. After this story nobody should have trusted a cipher of their own making again.',
  },
  {
    slug: 'dangerous-liaisons',
    title: 'Dangerous Liaisons',
    author: 'Choderlos de Laclos',
    year: 1782,
    shelf: 'Letters',
    price: 1150,
    blurb:
      'One hundred and seventy-five letters, each written to be read by one person, all read by everybody. A novel about what happens when the envelope is opened by the wrong hands.',
  },
  {
    slug: 'the-dancing-men',
    title: 'The Dancing Men',
    author: 'Arthur Conan Doyle',
    year: 1903,
    shelf: 'Ciphers',
    price: 900,
    blurb:
      'Someone draws little figures in chalk on the window-sill, and a wife turns pale. Holmes breaks the alphabet, then writes in it himself: forgery follows as soon as a key is known.',
  },
  {
    slug: 'dracula',
    title: 'Dracula',
    author: 'Bram Stoker',
    year: 1897,
    shelf: 'Letters',
    price: 1200,
    blurb:
      'Journals in shorthand, telegrams, a ship’s log: every document is evidence, and the Count’s first act of war is to burn the only copy. He forgot the one in the safe.',
  },
  {
    slug: 'the-moonstone',
    title: 'The Moonstone',
    author: 'Wilkie Collins',
    year: 1868,
    shelf: 'Secrets',
    price: 1250,
    blurb:
      'A diamond vanishes from a locked house, and eleven narrators each hold a piece of the truth. The thief is the last to learn of the theft.',
  },
  {
    slug: 'journey-to-the-centre-of-the-earth',
    title: 'Journey to the Centre of the Earth',
    author: 'Jules Verne',
    year: 1864,
    shelf: 'Ciphers',
    price: 1050,
    blurb:
      'A runic cryptogram falls out of an old manuscript. The professor tries every key there is; his nephew, fanning himself with the sheet, reads it backwards by accident.',
  },
  {
    slug: 'persuasion',
    title: 'Persuasion',
    author: 'Jane Austen',
    year: 1817,
    shelf: 'Letters',
    price: 950,
    blurb:
      'Eight years of silence, and then a letter pushed across a table while other people talk: “You pierce my soul.” The best-timed delivery in English literature.',
  },
  {
    slug: 'jekyll-and-hyde',
    title: 'Dr Jekyll and Mr Hyde',
    author: 'Robert Louis Stevenson',
    year: 1886,
    shelf: 'Secrets',
    price: 900,
    blurb:
      'A sealed envelope, not to be opened until the death or disappearance of Dr Henry Jekyll. The lawyer keeps his word, which is more than can be said for the doctor.',
  },
  {
    slug: 'frankenstein',
    title: 'Frankenstein',
    author: 'Mary Shelley',
    year: 1818,
    shelf: 'Letters',
    price: 1000,
    blurb:
      'Captain Walton writes home from the ice, with a story within a story within his letters. Sign nothing you are not prepared to look after.',
  },
  {
    slug: 'letters-from-a-stoic',
    title: 'Letters from a Stoic',
    author: 'Seneca',
    year: 65,
    shelf: 'Letters',
    price: 1100,
    blurb:
      'One hundred and twenty-four letters to Lucilius on time, anger, friendship and loss. No secrets here at all, and nothing has aged.',
  },
  {
    slug: 'the-scarlet-letter',
    title: 'The Scarlet Letter',
    author: 'Nathaniel Hawthorne',
    year: 1850,
    shelf: 'Secrets',
    price: 950,
    blurb:
      'She wears her secret on her breast; he carries his underneath. Seven years in a town that reads a single character and believes it has read the whole message.',
  },
];
