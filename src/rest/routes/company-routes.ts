import { namesOfViewer } from '../../domain/companies/find.ts';
import type { RouteTable } from '../http/route.ts';
import { statics } from './statics.ts';

/** Routes by which programs check their token and read the fixed tables. */
export const companyRoutes = {
  'GET /ping': {
    summary: 'Shows the company and the user of the token.',
    graphql: '`viewer`',
    response: 'ping',
    queryParams: 'none',
    run: async ({ context }) => {
      const { company, user } = await namesOfViewer(context);
      return { body: { company_name: company, user_name: user } };
    },
  },
  'GET /statics': {
    summary: 'Lists countries, currencies, industries, languages and sizes.',
    graphql: 'none: clients have fields such as `country { name }`',
    response: 'statics',
    queryParams: 'none',
    run: async () => ({ body: statics }),
  },
} as const satisfies RouteTable;
