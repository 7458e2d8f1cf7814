import { namesOfViewer } from '../../domain/companies/find.ts';
import type { RouteTable } from '../http/route.ts';
import { statics } from './statics.ts';

/** The routes by which programs try whether they are let in, and read the fixed tables. */
export const companyRoutes = {
  'GET /ping': {
    summary: 'Tells whose the token is.',
    graphql: '`viewer`',
    response: 'ping',
    queryParams: 'none',
    run: async ({ context }) => {
      const { company, user } = await namesOfViewer(context);
      return { body: { company_name: company, user_name: user } };
    },
  },
  'GET /statics': {
    summary: 'The tables of countries, currencies, industries, languages and sizes.',
    graphql: 'none: clients have the rows themselves, such as `country { name }`',
    response: 'statics',
    queryParams: 'none',
    run: async () => ({ body: statics }),
  },
} as const satisfies RouteTable;
