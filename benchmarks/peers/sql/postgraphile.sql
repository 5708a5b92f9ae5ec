-- What a developer of PostGraphile writes: names by smart tags, counts as views, the act as a function.
COMMENT ON TABLE yaosu.enterprises IS '@name enterprise_profile';
COMMENT ON TABLE bench.chains IS '@name chain';
COMMENT ON TABLE bench.chain_memberships IS '@name chain_membership';
COMMENT ON TABLE bench.alliances IS '@name alliance';
COMMENT ON TABLE bench.alliance_memberships IS '@name alliance_membership';
COMMENT ON TABLE bench.matches IS '@name match';
COMMENT ON CONSTRAINT chain_memberships_enterprise_id_county_code_fkey ON bench.chain_memberships
    IS E'@foreignSimpleFieldName chains\n@behavior -connection +list';
COMMENT ON CONSTRAINT chain_memberships_chain_id_county_code_fkey ON bench.chain_memberships IS '@fieldName chain';
COMMENT ON CONSTRAINT alliance_memberships_enterprise_id_county_code_fkey ON bench.alliance_memberships
    IS E'@foreignSimpleFieldName alliances\n@behavior -connection +list';
COMMENT ON CONSTRAINT alliance_memberships_alliance_id_county_code_fkey ON bench.alliance_memberships
    IS '@fieldName alliance';
COMMENT ON CONSTRAINT matches_enterprise_id_county_code_fkey ON bench.matches IS '@foreignFieldName matches';
COMMENT ON CONSTRAINT fairs_zone_id_fk ON yaosu.fairs IS '@fieldName zone';
COMMENT ON CONSTRAINT booths_organization_id_fk ON yaosu.booths IS '@fieldName organization';
COMMENT ON CONSTRAINT booths_fair_id_fk ON yaosu.booths IS E'@foreignSimpleFieldName booths\n@behavior -connection +list';
COMMENT ON CONSTRAINT booth_tallies_booth_id_fk ON yaosu.booth_tallies
    IS E'@foreignSimpleFieldName tallies\n@behavior -connection +list';
COMMENT ON CONSTRAINT intakes_enterprise_id_fk ON yaosu.intakes IS '@fieldName enterprise';
-- Without the county a fair's intakes are counted from the index alone.
COMMENT ON TABLE yaosu.fairs IS '@unique id';
COMMENT ON TABLE yaosu.intakes IS E'@foreignKey (fair_id) references yaosu.fairs (id)|@foreignFieldName intakes
@foreignKey (booth_id, county_code) references yaosu.booths (id, county_code)|@fieldName booth';

CREATE FUNCTION bench.rate(part bigint, whole bigint) RETURNS text LANGUAGE sql IMMUTABLE
RETURN round(100.0 * part / nullif(whole, 0), 1)::text;
COMMENT ON FUNCTION bench.rate IS '@behavior -*';
COMMENT ON FUNCTION bench.seeded_id IS '@behavior -*';

CREATE FUNCTION yaosu.booth_tallies_on_site_rate(tally yaosu.booth_tallies) RETURNS text LANGUAGE sql STABLE
RETURN bench.rate(tally.on_site, tally.received);

CREATE VIEW bench.fair_totals AS
SELECT fair_id, sum(version)::integer AS version, sum(received)::integer AS received, sum(on_site)::integer AS on_site,
       sum(solution)::integer AS solution, sum(open)::integer AS open, sum(withdrawn)::integer AS withdrawn,
       sum(duplicate)::integer AS duplicate, bench.rate(sum(on_site), sum(received)) AS on_site_rate
FROM yaosu.booth_tallies GROUP BY fair_id;
COMMENT ON VIEW bench.fair_totals IS E'@name fair_total
@primaryKey fair_id
@foreignKey (fair_id) references yaosu.fairs (id)|@foreignSingleFieldName total';

CREATE VIEW bench.fair_registers AS
SELECT fair_id, register, sum(received)::integer AS received, sum(on_site)::integer AS on_site,
       sum(solution)::integer AS solution, sum(open)::integer AS open,
       bench.rate(sum(on_site), sum(received)) AS on_site_rate
FROM yaosu.booth_tallies GROUP BY fair_id, register;
COMMENT ON VIEW bench.fair_registers IS E'@name fair_register
@primaryKey fair_id,register
@foreignKey (fair_id) references yaosu.fairs (id)|@foreignSimpleFieldName registers|@behavior -connection +list';

CREATE TYPE bench.submission AS (intake_id uuid, number integer, received_at timestamptz,
    version integer, received integer, open integer);

CREATE FUNCTION bench.submit_intake(
    booth_id uuid, register text, element_kind text, enterprise_id uuid, uscc text, form jsonb,
    idempotency_key text, summary text
) RETURNS bench.submission LANGUAGE plpgsql VOLATILE
SET search_path = yaosu, pg_temp AS $$
DECLARE
    held booths;
    fair_state text;
    given bytea := sha256(convert_to(concat_ws('|', booth_id, register, element_kind, enterprise_id, uscc, form, summary), 'UTF8'));
    earlier answers;
    owner_id uuid;
    submitted bench.submission;
BEGIN
    SELECT * INTO held FROM booths WHERE id = submit_intake.booth_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such booth' USING ERRCODE = 'YS404';
    END IF;
    SELECT * INTO earlier FROM answers AS kept
    WHERE kept.idempotency_key = submit_intake.idempotency_key AND kept.county_code = held.county_code;
    IF FOUND THEN
        IF earlier.input_digest <> given THEN
            RAISE EXCEPTION 'the key was used for another input' USING ERRCODE = 'YS409';
        END IF;
        RETURN jsonb_populate_record(NULL::bench.submission, convert_from(earlier.answer, 'UTF8')::jsonb);
    END IF;
    SELECT state INTO fair_state FROM fairs WHERE id = held.fair_id;
    IF fair_state <> 'OPEN' OR held.state <> 'OPEN' THEN
        RAISE EXCEPTION 'the booth is closed' USING ERRCODE = 'YS001';
    END IF;
    IF submit_intake.register <> ALL (held.registers) OR submit_intake.element_kind <> ALL (held.element_kinds) THEN
        RAISE EXCEPTION 'the booth does not take this' USING ERRCODE = 'YS002';
    END IF;
    IF submit_intake.enterprise_id IS NULL THEN
        SELECT id INTO owner_id FROM enterprises AS known
        WHERE known.county_code = held.county_code AND known.uscc = submit_intake.uscc;
    ELSE
        SELECT id INTO owner_id FROM enterprises AS known
        WHERE known.id = submit_intake.enterprise_id AND known.county_code = held.county_code;
    END IF;
    IF owner_id IS NULL THEN
        RAISE EXCEPTION 'no such enterprise' USING ERRCODE = 'YS404';
    END IF;
    UPDATE booths SET last_number = last_number + 1 WHERE id = held.id AND county_code = held.county_code;
    submitted.intake_id := uuidv7();
    submitted.number := held.last_number + 1;
    submitted.received_at := clock_timestamp();
    INSERT INTO intakes (id, county_code, fair_id, booth_id, number, register, element_kind, enterprise_id, form,
                         summary, urgency, received_at)
    VALUES (submitted.intake_id, held.county_code, held.fair_id, held.id, submitted.number, submit_intake.register,
            submit_intake.element_kind, owner_id, submit_intake.form, submit_intake.summary, 'NORMAL',
            submitted.received_at);
    SELECT sum(tally.version), sum(tally.received), sum(tally.open)
    INTO submitted.version, submitted.received, submitted.open
    FROM booth_tallies AS tally WHERE tally.fair_id = held.fair_id;
    INSERT INTO answers (idempotency_key, county_code, intake_id, input_digest, question_digest, answer, answered_at)
    VALUES (submit_intake.idempotency_key, held.county_code, submitted.intake_id, given, given,
            convert_to(to_jsonb(submitted)::text, 'UTF8'), submitted.received_at);
    RETURN submitted;
END $$;
