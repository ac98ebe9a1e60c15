-- claim_due: takes what is due from a queue, for as long as the lease lasts.
--
-- KEYS[1]  queue: zset, id -> milliseconds at which it is due
-- ARGV[1]  how many at the most
-- ARGV[2]  lease, milliseconds: when it ends without a new due time, the entry is due for anybody
--
-- Answers the ids taken.

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now), 'LIMIT', 0, tonumber(ARGV[1]))
for _, id in ipairs(due) do
  redis.call('ZADD', KEYS[1], 'XX', string.format('%.0f', now + tonumber(ARGV[2])), id)
end
return due
