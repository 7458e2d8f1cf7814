import { recordNotFound } from '../http/errors.ts';
import type { Call, RouteResponse, RouteTable } from '../http/route.ts';

/** Routes of mail. The product sends none. */
export const mailRoutes = {
  'POST /reactivate_email/{bounce_id}': {
    summary: 'Says that no address is blocked, since no mail is sent.',
    graphql: 'none: no mail is sent',
    response: 'message',
    queryParams: 'none',
    readOnly: true,
    run: reactivateEmail,
  },
} as const satisfies RouteTable;

/** Refuses an id with a hyphen, which names an entry of the mail log. Any other id is one of the mail provider. */
async function reactivateEmail({ params: { bounce_id: id = '' } }: Call): Promise<RouteResponse> {
  if (id.includes('-')) throw recordNotFound('SystemLog', id);
  return { body: { message: 'Nothing is mailed here, so no address is blocked.' } };
}
