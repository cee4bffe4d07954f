-- Which silos there are. A cluster has one version, which every change of a row raises, so that of two silos that change anything at once one
-- fails and looks again.
CREATE TABLE IF NOT EXISTS OrleansStreamCluster
(
    DeploymentId text PRIMARY KEY,
    Version integer NOT NULL DEFAULT 0
);

CREATE TABLE IF NOT EXISTS OrleansStreamSilo
(
    DeploymentId text NOT NULL REFERENCES OrleansStreamCluster,
    Address text NOT NULL,
    Port integer NOT NULL,
    Generation integer NOT NULL,
    SiloName text NOT NULL,
    HostName text NOT NULL,
    Status integer NOT NULL,
    ProxyPort integer,
    SuspectTimes text,
    StartTime timestamptz NOT NULL,
    IAmAliveTime timestamptz NOT NULL,
    PRIMARY KEY (DeploymentId, Address, Port, Generation)
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('InsertMembershipVersionKey', $query$-- OrleansStream
WITH added AS (
    INSERT INTO OrleansStreamCluster (DeploymentId) VALUES (@DeploymentId)
    ON CONFLICT DO NOTHING
    RETURNING 1)
SELECT count(*)::integer FROM added
$query$),
('InsertMembershipKey', $query$-- OrleansStream
WITH raised AS (
    UPDATE OrleansStreamCluster SET Version = Version + 1
    WHERE DeploymentId = @DeploymentId AND Version = @Version AND NOT EXISTS (
        SELECT FROM OrleansStreamSilo
        WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
    RETURNING DeploymentId),
added AS (
    INSERT INTO OrleansStreamSilo
        (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
    SELECT DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime FROM raised
    RETURNING 1)
SELECT count(*)::integer FROM added
$query$),
('UpdateMembershipKey', $query$-- OrleansStream
WITH raised AS (
    UPDATE OrleansStreamCluster SET Version = Version + 1
    WHERE DeploymentId = @DeploymentId AND Version = @Version AND EXISTS (
        SELECT FROM OrleansStreamSilo
        WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation)
    RETURNING DeploymentId),
changed AS (
    UPDATE OrleansStreamSilo AS silo SET Status = @Status, SuspectTimes = @SuspectTimes, IAmAliveTime = @IAmAliveTime
    FROM raised
    WHERE silo.DeploymentId = raised.DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
    RETURNING 1)
SELECT count(*)::integer FROM changed
$query$),
('UpdateIAmAlivetimeKey', $query$-- OrleansStream
UPDATE OrleansStreamSilo SET IAmAliveTime = @IAmAliveTime
WHERE DeploymentId = @DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
$query$),
('MembershipReadRowKey', $query$-- OrleansStream
SELECT cluster.DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime, Version
FROM OrleansStreamCluster AS cluster
LEFT JOIN OrleansStreamSilo AS silo
    ON silo.DeploymentId = cluster.DeploymentId AND Address = @Address AND Port = @Port AND Generation = @Generation
WHERE cluster.DeploymentId = @DeploymentId
$query$),
('MembershipReadAllKey', $query$-- OrleansStream
SELECT cluster.DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, SuspectTimes, StartTime, IAmAliveTime, Version
FROM OrleansStreamCluster AS cluster
LEFT JOIN OrleansStreamSilo AS silo ON silo.DeploymentId = cluster.DeploymentId
WHERE cluster.DeploymentId = @DeploymentId
$query$),
('GatewaysQueryKey', $query$-- OrleansStream
SELECT Address, ProxyPort, Generation FROM OrleansStreamSilo
WHERE DeploymentId = @DeploymentId AND Status = @Status AND ProxyPort > 0
$query$),
('DeleteMembershipTableEntriesKey', $query$-- OrleansStream
DELETE FROM OrleansStreamSilo WHERE DeploymentId = @DeploymentId;
DELETE FROM OrleansStreamCluster WHERE DeploymentId = @DeploymentId
$query$),
-- 3 is a silo that is active.
('CleanupDefunctSiloEntriesKey', $query$-- OrleansStream
DELETE FROM OrleansStreamSilo WHERE DeploymentId = @DeploymentId AND GREATEST(StartTime, IAmAliveTime) < @IAmAliveTime AND Status <> 3
$query$)
ON CONFLICT (QueryKey) DO UPDATE SET QueryText = excluded.QueryText;
