import { BadRequestException, Body, Controller, Post, Redirect } from '@nestjs/common';
import { Session } from 'nestjs-sealed-session';
import { localPath } from '../pages/local-path.js';
import { TextPipe } from '../pages/text.pipe.js';

@Controller('theme')
export class ThemeController {
  @Post()
  @Redirect('/', 303)
  choose(
    @Body('theme', TextPipe) theme: string,
    @Body('back', TextPipe) back: string,
    @Session() session: Session,
  ) {
    if (theme === 'light' || theme === 'dark') {
      session.theme = theme;
    } else if (theme === 'auto') {
      delete session.theme;
    } else {
      throw new BadRequestException('A theme is "light", "dark" or "auto".');
    }
    return { url: localPath(back) };
  }
}
