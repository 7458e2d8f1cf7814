import type { DemoCompany } from '../domain/companies/create.ts';

/** Returns the text with the credentials of the demo company, which is shown only once. */
export const demoNotice = ({ token, email, password }: DemoCompany): string =>
  `  The database was empty, so a DEMO company was created. This is shown once:
  token     ${token}
  owner     ${email}
  password  ${password}`;
