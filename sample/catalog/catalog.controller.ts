import { Controller, Get, Param } from '@nestjs/common';
import { Page } from '../pages/page.decorator.js';
import { inPounds } from './price.js';
import { CatalogService } from './catalog.service.js';

@Controller()
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Get()
  @Page('catalog/home')
  home() {
    return { books: this.catalog.all(), inPounds };
  }

  @Get('books/:slug')
  @Page('catalog/book')
  book(@Param('slug') slug: string) {
    const book = this.catalog.get(slug);
    const others = this.catalog.all().filter((other) => other.shelf === book.shelf && other !== book);
    return { book, others, inPounds };
  }
}
