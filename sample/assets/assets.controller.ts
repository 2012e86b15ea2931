import { Controller, Get, Header, NotFoundException, Param, StreamableFile } from '@nestjs/common';
import { AssetsService } from './assets.service.js';

/** Never looks at the session, so its responses carry no cookie and may be cached. */
@Controller('assets')
export class AssetsController {
  constructor(private readonly assets: AssetsService) {}

  @Get(':file')
  @Header('Cache-Control', 'public, max-age=300')
  file(@Param('file') file: string): StreamableFile {
    return this.send(file);
  }

  @Get('covers/:file')
  @Header('Cache-Control', 'public, max-age=300')
  cover(@Param('file') file: string): StreamableFile {
    return this.send(`covers/${file}`);
  }

  private send(path: string): StreamableFile {
    const asset = this.assets.find(path);
    if (!asset) {
      throw new NotFoundException();
    }
    return new StreamableFile(asset.content, { type: asset.type, length: asset.content.length });
  }
}
