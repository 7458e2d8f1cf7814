import { expect, test } from 'vitest';
import { collectErrors, joinChecked, valid } from '../../src/domain/core/checked.ts';
import { DomainErrors, invalidInput } from '../../src/domain/core/errors.ts';

const wrong = (message: string) => invalidInput(message, ['input']);

test('a check that refuses a value returns its errors', () => {
  const errors = [wrong('one'), wrong('two')];
  expect(collectErrors(() => 1)).toEqual({ value: 1, errors: [] });
  expect(
    collectErrors(() => {
      throw errors[0];
    }),
  ).toEqual({ value: null, errors: [errors[0]] });
  expect(
    collectErrors(() => {
      throw new DomainErrors(errors);
    }),
  ).toEqual({ value: null, errors });
});

test('a defect in a check is thrown on and never collected as a refusal', () => {
  const defect = new TypeError('ids.decode is not a function');
  const check = () =>
    collectErrors(() => {
      throw defect;
    });
  expect(check).toThrow(defect);
});

test('checks that are joined have all values by name and all errors in order', () => {
  const failed = { value: null, errors: [wrong('two')] };
  const joined = joinChecked({ one: valid(1), two: failed, three: valid('3') });
  expect(joined).toEqual({ value: { one: 1, two: null, three: '3' }, errors: failed.errors });
});
