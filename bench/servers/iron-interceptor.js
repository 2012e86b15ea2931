import { getIronSession } from 'iron-session';
import { from, switchMap } from 'rxjs';

/** iron-session for Nest: its session is opened asynchronously, so an interceptor puts it on the request. */
export function ironInterceptor(password) {
  const options = { password, cookieName: 'session', ttl: 24 * 60 * 60, cookieOptions: { secure: false } };
  const open = async (request, response) => {
    request.session = await getIronSession(request.raw ?? request, response.raw ?? response, options);
  };
  return class IronInterceptor {
    intercept(context, next) {
      const http = context.switchToHttp();
      return from(open(http.getRequest(), http.getResponse())).pipe(switchMap(() => next.handle()));
    }
  };
}
