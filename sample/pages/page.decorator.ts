import { applyDecorators, Render, UseInterceptors } from '@nestjs/common';
import { PageInterceptor } from './page.interceptor.js';

/** Renders what the handler returns with `views/<view>.eta`, inside the layout. */
export function Page(view: string) {
  return applyDecorators(Render(view), UseInterceptors(PageInterceptor));
}
