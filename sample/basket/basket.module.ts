import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { BasketController } from './basket.controller.js';
import { BasketService } from './basket.service.js';

@Module({ imports: [CatalogModule], controllers: [BasketController], providers: [BasketService] })
export class BasketModule {}
