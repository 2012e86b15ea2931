import { Body, Controller, Get, Param, ParseIntPipe, Post, Redirect, UseGuards } from '@nestjs/common';
import { Session } from 'nestjs-sealed-session';
import { SignedInGuard } from '../auth/signed-in.guard.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { inPounds } from '../catalog/price.js';
import { Page } from '../pages/page.decorator.js';
import { TextPipe } from '../pages/text.pipe.js';
import { BasketService, MOST_OF_ONE_BOOK } from './basket.service.js';

@Controller('basket')
export class BasketController {
  constructor(
    private readonly basket: BasketService,
    private readonly catalog: CatalogService,
  ) {}

  @Get()
  @Page('basket')
  show(@Session() session: Session) {
    const lines = this.basket.lines(session);
    const total = lines.reduce((sum, line) => sum + line.price, 0);
    return { lines, total, most: MOST_OF_ONE_BOOK, inPounds };
  }

  @Post()
  @Redirect('/basket', 303)
  add(@Body('slug', TextPipe) slug: string, @Session() session: Session) {
    this.basket.add(session, slug, 1);
    session.flash('notice', `“${this.catalog.get(slug).title}” is in your basket.`);
  }

  @Post('checkout')
  @UseGuards(SignedInGuard)
  @Redirect('/', 303)
  checkOut(@Session() session: Session) {
    delete session.basket;
    session.flash(
      'notice',
      'Thank you! This is only a sample, so nothing was charged and nothing will arrive.',
    );
  }

  @Post(':slug')
  @Redirect('/basket', 303)
  change(
    @Param('slug') slug: string,
    @Body('quantity', ParseIntPipe) quantity: number,
    @Session() session: Session,
  ) {
    this.basket.set(session, slug, quantity);
  }
}
