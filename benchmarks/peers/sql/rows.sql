-- The same rows in every run. `credit_codes(number, code)` is there: check characters are not worked out in SQL.
INSERT INTO yaosu.zones
SELECT bench.seeded_id(1, n), '370900', '泰安功能区 ' || n, 'DEV_ZONE', '370900', NULL, NULL, 1
FROM generate_series(1, 8) AS n;

INSERT INTO yaosu.organizations
SELECT bench.seeded_id(2, n), '370900',
       CASE WHEN n <= 30 THEN '要素保障部门 ' ELSE '金融机构 ' END || n,
       CASE WHEN n <= 30 THEN 'DEPARTMENT' ELSE 'BANK' END, NULL, NULL, NULL, 1
FROM generate_series(1, 40) AS n;

-- The last 200 names repeat earlier ones, so that the order needs its tie-break.
INSERT INTO yaosu.enterprises
SELECT bench.seeded_id(3, n), '370900',
       '泰山' || (ARRAY['精密', '新材', '重工', '纺织', '食品', '医药', '电子'])[n % 4800 % 7 + 1]
           || lpad((n * 7919 % 4800)::text, 4, '0') || '有限公司',
       CASE WHEN n % 40 <> 0 THEN code END,
       CASE WHEN n % 40 = 0 THEN 'PREPARING' WHEN n % 37 = 0 THEN 'MOVED' WHEN n % 41 = 0 THEN 'CLOSED' ELSE 'ACTIVE' END
FROM generate_series(1, 5000) AS n JOIN credit_codes ON number = n;

INSERT INTO bench.chains
SELECT bench.seeded_id(4, n), '370900', '产业链 ' || lpad(n::text, 2, '0') FROM generate_series(1, 30) AS n;

INSERT INTO bench.chain_memberships
SELECT bench.seeded_id(3, n), bench.seeded_id(4, (n + k * 7) % 30 + 1), '370900',
       (ARRAY['LEADER', 'CORE', 'SUPPLIER'])[(n + k) % 3 + 1]
FROM generate_series(1, 5000) AS n, generate_series(0, n % 4 - 1) AS k;

INSERT INTO bench.alliances
SELECT bench.seeded_id(5, n), '370900', '产业联盟 ' || lpad(n::text, 2, '0') FROM generate_series(1, 60) AS n;

INSERT INTO bench.alliance_memberships
SELECT bench.seeded_id(3, n), bench.seeded_id(5, (n * 3 + k * 11) % 60 + 1), '370900',
       CASE WHEN n % 50 = 0 THEN 'CHAIR' ELSE 'MEMBER' END, date '2019-01-01' + n % 1500
FROM generate_series(1, 5000) AS n, generate_series(0, n % 3 - 1) AS k;

-- Some enterprises have two matches, some twenty-two: a page of five is a page for the latter only.
INSERT INTO bench.matches
SELECT bench.seeded_id(6, n), '370900',
       bench.seeded_id(3, CASE WHEN n % 2 = 0 THEN n % 1000 ELSE n * 17 % 5000 END + 1),
       bench.seeded_id(2, 31 + n % 10),
       (ARRAY['设备更新贷', '科技成果转化贷', '供应链融资', '融资租赁'])[n % 4 + 1],
       (n * 7919 % 90000 + 1000) * 1000 + (n % 100) / 100.0,
       (ARRAY['PROPOSED', 'ACCEPTED', 'DECLINED', 'SIGNED'])[n % 7 % 4 + 1],
       timestamptz '2023-06-01 09:00:00+08' + n * interval '7.3 seconds'
FROM generate_series(1, 20000) AS n;

INSERT INTO yaosu.fairs
SELECT bench.seeded_id(7, n), '370900', bench.seeded_id(1, n % 8 + 1), '要素保障大集 第 ' || n || ' 场',
       'ELEMENT_FAIR', 'OPEN', ARRAY['会展中心'], n, opens_at, opens_at + interval '8 hours'
FROM generate_series(1, 40) AS n, LATERAL (SELECT timestamptz '2023-06-13 09:00:00+08' + n * interval '1 day') AS day(opens_at);

-- Booth b of fair f has the number f * 40 + b: thirty booths of departments, ten of institutions.
INSERT INTO yaosu.booths (id, county_code, fair_id, code, name, organization_id, registers, element_kinds, state)
SELECT bench.seeded_id(8, f * 40 + b), '370900', bench.seeded_id(7, f),
       CASE WHEN b <= 30 THEN 'A' ELSE 'B' END || lpad(b::text, 2, '0'), b || ' 号台', bench.seeded_id(2, b),
       CASE WHEN b <= 30 THEN ARRAY['ELEMENT'] ELSE ARRAY['FINANCE'] END,
       CASE WHEN b <= 30 THEN ARRAY['LAND', 'SPACE', 'LABOUR', 'ENERGY', 'ENV', 'LOGISTICS'] ELSE ARRAY['CAPITAL'] END,
       'OPEN'
FROM generate_series(1, 40) AS f, generate_series(1, 40) AS b;

INSERT INTO yaosu.booth_tallies (booth_id, register, county_code, fair_id)
SELECT id, registers[1], county_code, fair_id FROM yaosu.booths;

-- Intake n goes to each booth of each fair in turn; the trigger of the project keeps the tallies.
INSERT INTO yaosu.intakes (id, county_code, fair_id, booth_id, number, register, element_kind, enterprise_id, form,
                           summary, urgency, received_at, disposition, disposed_at, duplicate_of_id, note)
SELECT bench.seeded_id(9, n), '370900', bench.seeded_id(7, f), bench.seeded_id(8, f * 40 + b), (n - 1) / 1600 + 1,
       CASE WHEN b <= 30 THEN 'ELEMENT' ELSE 'FINANCE' END, kind, bench.seeded_id(3, n * 17 % 5000 + 1),
       CASE WHEN kind = 'ENERGY' THEN '{"carrier": "ELECTRICITY", "quantity": "630", "unit": "KVA"}'::jsonb END,
       CASE WHEN n % 5 <> 0 THEN '企业诉求 ' || n END,
       CASE WHEN n % 31 = 0 THEN 'BLOCKING' WHEN n % 7 = 0 THEN 'URGENT' ELSE 'NORMAL' END,
       received_at, disposition, CASE WHEN disposition IS NOT NULL THEN received_at + interval '20 minutes' END,
       CASE WHEN disposition = 'DUPLICATE' THEN bench.seeded_id(9, n - 1600) END,
       CASE WHEN disposition = 'WITHDRAWN' THEN '企业撤回' END
FROM generate_series(1, 100000) AS n,
     LATERAL (SELECT (n - 1) % 40 + 1, (n - 1) / 40 % 40 + 1) AS place(f, b),
     LATERAL (SELECT
        CASE WHEN b <= 30 THEN (ARRAY['LAND', 'SPACE', 'LABOUR', 'ENERGY', 'ENV', 'LOGISTICS'])[n % 6 + 1] ELSE 'CAPITAL' END,
        timestamptz '2023-06-13 09:00:00+08' + f * interval '1 day' + n * interval '0.217 seconds',
        CASE WHEN n % 200 = 119 AND n > 1600 THEN 'DUPLICATE' WHEN n % 10 < 5 THEN 'RESOLVED_ON_SITE'
             WHEN n % 10 < 8 THEN 'SOLUTION_GIVEN' WHEN n % 20 = 9 THEN 'WITHDRAWN' END
     ) AS fact(kind, received_at, disposition);

UPDATE yaosu.booths SET last_number = (SELECT max(number) FROM yaosu.intakes WHERE booth_id = booths.id);
