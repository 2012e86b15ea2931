import { Injectable, type PipeTransform } from '@nestjs/common';

/** A form field as text: what is missing, repeated or nested counts as empty. */
@Injectable()
export class TextPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    return typeof value === 'string' ? value : '';
  }
}
