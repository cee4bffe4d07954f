-- The records of grains: jobs, and parts of their checkpoints. Orleans' own schema has no unique key here, and there two first writers of one
-- record may both be told that they have written it. Here the key is the whole key of a record, and the second writer changes nothing.
CREATE TABLE IF NOT EXISTS OrleansStreamRecord
(
    ServiceId text NOT NULL,
    GrainType text NOT NULL,
    GrainKey text NOT NULL,
    GrainIdN0 bigint NOT NULL,
    GrainIdN1 bigint NOT NULL,
    Version integer NOT NULL,
    ModifiedOn timestamptz NOT NULL,
    PayloadBinary bytea,
    PRIMARY KEY (ServiceId, GrainType, GrainKey, GrainIdN0, GrainIdN1)
)
-- Room for the next version of a head beside the last.
WITH (fillfactor = 70);

-- What is stored is compact already.
ALTER TABLE OrleansStreamRecord ALTER COLUMN PayloadBinary SET STORAGE EXTERNAL;

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('WriteToStorageKey', $query$-- OrleansStream
WITH replaced AS (
    UPDATE OrleansStreamRecord SET PayloadBinary = @PayloadBinary, ModifiedOn = now(), Version = Version + 1
    WHERE ServiceId = @ServiceId AND GrainType = @GrainTypeString AND GrainKey = COALESCE(@GrainIdExtensionString::text, '')
        AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND Version = @GrainStateVersion::integer
    RETURNING Version),
created AS (
    INSERT INTO OrleansStreamRecord (ServiceId, GrainType, GrainKey, GrainIdN0, GrainIdN1, Version, ModifiedOn, PayloadBinary)
    SELECT @ServiceId, @GrainTypeString, COALESCE(@GrainIdExtensionString::text, ''), @GrainIdN0, @GrainIdN1, 1, now(), @PayloadBinary
    WHERE @GrainStateVersion::integer IS NULL
    ON CONFLICT DO NOTHING
    RETURNING Version)
SELECT Version AS NewGrainStateVersion FROM replaced UNION ALL SELECT Version FROM created
$query$),
('ReadFromStorageKey', $query$-- OrleansStream
SELECT PayloadBinary, Version FROM OrleansStreamRecord
WHERE ServiceId = @ServiceId AND GrainType = @GrainTypeString AND GrainKey = COALESCE(@GrainIdExtensionString::text, '')
    AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1
$query$),
('ClearStorageKey', $query$-- OrleansStream
UPDATE OrleansStreamRecord SET PayloadBinary = NULL, ModifiedOn = now(), Version = Version + 1
WHERE ServiceId = @ServiceId AND GrainType = @GrainTypeString AND GrainKey = COALESCE(@GrainIdExtensionString::text, '')
    AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND Version = @GrainStateVersion::integer
RETURNING Version AS NewGrainStateVersion
$query$),
('DeleteStorageKey', $query$-- OrleansStream
DELETE FROM OrleansStreamRecord
WHERE ServiceId = @ServiceId AND GrainType = @GrainTypeString AND GrainKey = COALESCE(@GrainIdExtensionString::text, '')
    AND GrainIdN0 = @GrainIdN0 AND GrainIdN1 = @GrainIdN1 AND Version = @GrainStateVersion::integer
RETURNING Version + 1 AS NewGrainStateVersion
$query$)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText;
