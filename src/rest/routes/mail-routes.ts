import { recordNotFound } from '../http/errors.ts';
import type { Call, RouteResponse, RouteTable } from '../http/route.ts';

/** The routes of mail, of which none is sent here. */
export const mailRoutes = {
  'POST /reactivate_email/{bounce_id}': {
    summary: 'Says that no address is blocked: nothing is mailed here.',
    graphql: 'none: nothing is mailed',
    response: 'message',
    queryParams: 'none',
    readOnly: true,
    run: reactivateEmail,
  },
} as const satisfies RouteTable;

/** An id with a hyphen names a line of the log of mail, which is empty here; any other one is the mail provider's. */
async function reactivateEmail({ params: { bounce_id: id = '' } }: Call): Promise<RouteResponse> {
  if (id.includes('-')) throw recordNotFound('SystemLog', id);
  return { body: { message: 'Nothing is mailed here, so no address is blocked.' } };
}
