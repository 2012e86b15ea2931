import { Injectable, NotFoundException } from '@nestjs/common';
import { BOOKS, type Book } from './books.js';

@Injectable()
export class CatalogService {
  private readonly bySlug = new Map(BOOKS.map((book) => [book.slug, book]));

  all(): readonly Book[] {
    return BOOKS;
  }

  find(slug: string): Book | undefined {
    return this.bySlug.get(slug);
  }

  get(slug: string): Book {
    const book = this.find(slug);
    if (!book) {
      throw new NotFoundException();
    }
    return book;
  }
}
