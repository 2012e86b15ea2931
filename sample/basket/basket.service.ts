import { BadRequestException, Injectable } from '@nestjs/common';
import type { SessionData } from 'nestjs-sealed-session';
import { CatalogService } from '../catalog/catalog.service.js';

export const MOST_OF_ONE_BOOK = 20;

@Injectable()
export class BasketService {
  constructor(private readonly catalog: CatalogService) {}

  add(session: SessionData, slug: string, quantity: number): void {
    this.set(session, slug, (session.basket?.[slug] ?? 0) + quantity);
  }

  set(session: SessionData, slug: string, quantity: number): void {
    if (!Number.isInteger(quantity) || quantity < 0) {
      throw new BadRequestException('A quantity is a whole number.');
    }
    const { slug: known } = this.catalog.get(slug);
    const { [known]: _previous, ...others } = session.basket ?? {};
    session.basket = quantity === 0 ? others : { ...session.basket, [known]: this.limit(quantity) };
  }

  lines(session: SessionData) {
    return Object.entries(session.basket ?? {}).flatMap(([slug, quantity]) => {
      const book = this.catalog.find(slug);
      return book ? [{ book, quantity, price: book.price * quantity }] : [];
    });
  }

  private limit(quantity: number): number {
    return Math.min(quantity, MOST_OF_ONE_BOOK);
  }
}
