import { Module } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { CookieSessionModule } from 'nestjs-sealed-session';
import { AccountController } from './account/account.controller.js';
import { AssetsModule } from './assets/assets.module.js';
import { AuthModule } from './auth/auth.module.js';
import { BasketModule } from './basket/basket.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { DevicesModule } from './devices/devices.module.js';
import { PagesModule } from './pages/pages.module.js';
import { sessionOptions } from './session-options.js';
import { SessionPageController } from './session-page/session-page.controller.js';
import { ThemeController } from './theme/theme.controller.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    CookieSessionModule.forRootAsync({ inject: [ConfigService], useFactory: sessionOptions }),
    PagesModule,
    AssetsModule,
    AuthModule,
    CatalogModule,
    BasketModule,
    DevicesModule,
  ],
  controllers: [AccountController, SessionPageController, ThemeController],
})
export class AppModule {}
