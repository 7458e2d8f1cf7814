import type { DemoCompany } from '../domain/companies/create.ts';

/** What tells of the demo company: everything of it that is shown only once. */
export const demoNotice = ({ token, email, password }: DemoCompany): string =>
  `  The database was empty, so a DEMO company was made. This is shown once:
  token     ${token}
  owner     ${email}
  password  ${password}`;
