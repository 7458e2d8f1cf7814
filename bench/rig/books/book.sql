-- The client book that every server of a bench reads: always the same rows for the same number of clients, by no dice
-- and no clock. ":clients" is replaced by that number. Company 1 has so many, company 2 a tenth of them (somebody
-- else's, in the way), company 3 none: it takes what is written.
create schema recipe;

-- A whole number from 0 to 2^31 - 1 that depends on both arguments and looks like chance.
create function recipe.dice(nth bigint, salt bigint) returns integer language sql immutable as
$$ select (hashint8extended(nth, salt) & 2147483647)::integer $$;

create function recipe.pick(words text[], number integer) returns text language sql immutable as
$$ select words[1 + number % array_length(words, 1)] $$;

-- One of 1,024 family names.
create function recipe.family(number integer) returns text language sql immutable as
$$ select recipe.pick('{Ab,Bren,Cal,Dorn,Ek,Fal,Grim,Hart,Isel,Jan,Kel,Lom,Mar,Nol,Ost,Pern,Quill,Rav,Sel,Tam,Ull,Vor,Wes,Xim,Yar,Zell,O''Br,Mü,Brå,Cho,Dru,Est}', number)
  || recipe.pick('{bach,beck,bury,dahl,en,feld,gaard,ham,inger,ka,land,mann,nik,ova,pool,rath,sen,ston,tal,vale,wick,worth,yer,zak,mond,ridge,brook,shaw,stein,court,leigh,moor}', number / 32) $$;

-- What the search of the product looks through.
create function recipe.pieces(variadic pieces text[]) returns text language sql immutable as
$$ select array_to_string(pieces, E'\x1f') $$;

insert into companies (id, name, company_key)
select i, 'Company ' || i, md5('company' || i) from generate_series(1, 3) i;
insert into company_counters (company_id) select id from companies;
insert into users (company_id, id, email, name, role)
select c, u, 'user' || u || '@company' || c || '.example', 'User ' || u, 'owner'
from generate_series(1, 3) c, generate_series(1, 5) u;
insert into api_tokens (company_id, user_id, name, token_hash)
select c, 1, 'Bench', encode(sha256(('company-token-' || c)::bytea), 'hex') from generate_series(1, 3) c;

create table recipe.contacts as
select i as client_id, place, i * 4 + place as nth,
  recipe.pick('{Ada,Bela,Chloé,Dmitri,Élise,Farid,Greta,Hiroshi,Ines,Jörg,Kaito,Lena,Miguel,Noor,Pia,Quentin}', recipe.dice(i * 4 + place, 1)) as first_name,
  recipe.family(recipe.dice(i * 4 + place, 2)) as last_name,
  'contact.' || i || '.' || place || '@example.' || recipe.pick('{com,org,net}', recipe.dice(i * 4 + place, 3)) as email,
  case when recipe.dice(i * 4 + place, 4) % 2 = 0
    then '555-' || lpad((recipe.dice(i * 4 + place, 5) % 10000)::text, 4, '0') end as phone
from generate_series(1, :clients + :clients / 10) i,
  generate_series(0, case when recipe.dice(i, 6) % 20 < 9 then 0 when recipe.dice(i, 6) % 20 < 17 then 1 else 2 end) place;
create index on recipe.contacts (client_id);
analyze recipe.contacts;

insert into clients (id, company_id, user_id, assigned_user_id, name, website, private_notes, balance, paid_to_date,
  credit_balance, last_login, size_id, public_notes, client_hash, address1, address2, phone, city, state, postal_code,
  country_id, industry_id, custom_value1, custom_value2, shipping_address1, shipping_city, shipping_state,
  shipping_postal_code, shipping_country_id, settings, is_deleted, vat_number, id_number, created_at, updated_at,
  archived_at, number, classification, display_name, own_text, contacts_text)
select *, name, fold_search(recipe.pieces(name, custom_value1, custom_value2, id_number, number)), fold_search((
  select string_agg(recipe.pieces(first_name, last_name, email, phone, first_name || ' ' || last_name), E'\x1f' order by place)
  from recipe.contacts where client_id = id))
from (
  select i as id, case when i <= :clients then 1 else 2 end, 1 + recipe.dice(i, 11) % 5,
    case when recipe.dice(i, 12) % 3 = 0 then 1 + recipe.dice(i, 12) % 5 end,
    case recipe.dice(i, 13) % 4
      when 0 then recipe.family(recipe.dice(i, 14)) || '-' || recipe.family(recipe.dice(i, 15))
      when 1 then recipe.family(recipe.dice(i, 14)) || ' and Daughters'
      when 2 then recipe.family(recipe.dice(i, 14)) || ', ' || recipe.family(recipe.dice(i, 15)) || ' & Co.'
      else recipe.family(recipe.dice(i, 14)) || recipe.pick('{" Bakery"," Logistics"," Foods"," Energy"," Studio"}', recipe.dice(i, 15)) end as name,
    'https://www.' || substr(md5('www' || i), 1, 10) || '.example' as website,
    case when recipe.dice(i, 16) % 2 = 0 then E'Said "call in spring".\nReference ' || md5('private' || i) end as private_notes,
    case when recipe.dice(i, 17) % 10 < 3 then 0 else (recipe.dice(i, 17) % 2000000)::numeric / 100 end as balance,
    case when recipe.dice(i, 18) % 2 = 0 then 0 else (recipe.dice(i, 18) % 5000000)::numeric / 100 end as paid_to_date,
    case when recipe.dice(i, 19) % 8 = 0 then (recipe.dice(i, 19) % 100000)::numeric / 100 else 0 end as credit_balance,
    case when recipe.dice(i, 20) % 3 = 0 then timestamptz '2024-01-01Z' + make_interval(secs => recipe.dice(i, 20) % 30000000) end,
    case when recipe.dice(i, 21) % 2 = 0 then 1 + recipe.dice(i, 21) % 6 end,
    case when recipe.dice(i, 22) % 4 = 0 then 'Delivers on ' || recipe.pick('{Mondays,Tuesdays,Fridays}', i) end,
    md5('hash' || i) || substr(md5('more' || i), 1, 8),
    recipe.dice(i, 23) % 9999 || ' ' || recipe.family(recipe.dice(i, 24)) || ' Street',
    case when recipe.dice(i, 25) % 3 = 0 then 'Floor ' || 1 + recipe.dice(i, 25) % 40 end,
    '+1 ' || 200 + recipe.dice(i, 26) % 700 || ' ' || lpad((recipe.dice(i, 27) % 10000000)::text, 7, '0'),
    recipe.pick('{North,South,East,West,New,Port,Lake}', recipe.dice(i, 28)) || ' ' || recipe.family(recipe.dice(i, 29)),
    recipe.pick('{Illinois,Texas,California,Ohio,Nevada,Maine,Georgia,Iowa,Utah}', recipe.dice(i, 30)),
    lpad((recipe.dice(i, 31) % 99999)::text, 5, '0'), recipe.pick('{840,840,276,40,250,756,392}', recipe.dice(i, 32))::integer,
    case when recipe.dice(i, 33) % 2 = 0 then 1 + recipe.dice(i, 33) % 30 end,
    case when recipe.dice(i, 34) % 5 = 0 then recipe.family(recipe.dice(i, 35)) end as custom_value1,
    case when recipe.dice(i, 36) % 9 = 0 then 'Route ' || recipe.dice(i, 36) % 1000 end as custom_value2,
    recipe.dice(i, 37) % 9999 || ' ' || recipe.family(recipe.dice(i, 38)) || ' Road', 'East ' || recipe.family(recipe.dice(i, 39)),
    recipe.pick('{Illinois,Texas,Ohio}', recipe.dice(i, 40)), lpad((recipe.dice(i, 41) % 99999)::text, 5, '0'), 840,
    jsonb_build_object('currency_id', recipe.pick('{1,1,1,3,2,12}', recipe.dice(i, 42)), 'entity', 'App\Models\Client'),
    recipe.dice(i, 43) % 50 = 0, lpad(recipe.dice(i, 44)::text, 10, '0'),
    case when recipe.dice(i, 45) % 3 = 0 then 'ID-' || lpad(i::text, 8, '0') end as id_number,
    timestamptz '2020-01-01Z' + make_interval(mins => i), timestamptz '2023-01-01Z' + make_interval(secs => recipe.dice(i, 46) % 60000000),
    case when recipe.dice(i, 47) % 25 = 0 then timestamptz '2025-01-01Z' + make_interval(secs => recipe.dice(i, 47) % 900000) end,
    lpad(i::text, greatest(4, length(i::text)), '0') as number, case when recipe.dice(i, 48) % 5 = 0 then 'business' end
  from generate_series(1, :clients + :clients / 10) i
) made;

insert into contacts (company_id, client_id, first_name, last_name, email, phone, is_primary, send_email, custom_value1,
  contact_key, created_at, updated_at)
select company_id, client_id, first_name, last_name, email, k.phone, place = 0, recipe.dice(nth, 7) % 10 > 0,
  case when recipe.dice(nth, 8) % 9 = 0 then 'vip' end, md5('key' || nth), created_at, updated_at
from recipe.contacts k join clients c on c.id = client_id order by nth;

insert into documents (company_id, client_id, user_id, name, type, mime_type, hash, size, created_at, updated_at)
select company_id, id, user_id, 'contract-' || id || '-' || place || '.pdf', 'pdf', 'application/pdf',
  md5('document' || id || '-' || place) || '01234567.pdf', 1000 + recipe.dice(id, 51) % 900000, created_at, updated_at
from clients, generate_series(1, case when recipe.dice(id, 52) % 10 < 8 then 0 when recipe.dice(id, 52) % 10 < 9 then 1 else 2 end) place
order by id, place;

insert into gateway_tokens (company_id, client_id, token, gateway_customer_reference, gateway_type_id, is_default, meta,
  created_at, updated_at)
select company_id, id, 'tok_' || md5('token' || id), 'cus_' || substr(md5('customer' || id), 1, 14), 1, true,
  '{"exp_month":"03","exp_year":"2030","brand":"visa","last4":"4242","type":1}', created_at, updated_at
from clients where recipe.dice(id, 53) % 5 = 0 order by id;

update company_counters set client_number = :clients + :clients / 10 + 1;
select setval(pg_get_serial_sequence('clients', 'id'), (select max(id) from clients));
select setval(pg_get_serial_sequence('companies', 'id'), 3);
drop schema recipe cascade;
