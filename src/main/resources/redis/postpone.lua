-- postpone: sets when an id of a queue is due, by Redis's own clock.
--
-- KEYS[1]  queue: zset, id -> milliseconds at which it is due
-- ARGV[1]  id
-- ARGV[2]  milliseconds from now
-- ARGV[3]  XX: only if it is in the queue; NX: only if it is not; CH: in any case
--
-- Answers how many entries changed.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
return redis.call('ZADD', KEYS[1], ARGV[3], string.format('%.0f', now + tonumber(ARGV[2])), ARGV[1])
