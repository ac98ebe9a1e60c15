-- note_delivery: notes how a delivery stands, and when it is tried again.
--
-- KEYS[1]  root of the webhooks
-- ARGV[1]  webhook id
-- ARGV[2]  job id
-- ARGV[3]  JSON object of strings: the fields to set
-- ARGV[4]  milliseconds until it is due; empty if it is not
--
-- Answers, in the order tried: unknown; done

local id = ARGV[1] .. ':' .. ARGV[2]
local delivery = KEYS[1] .. ':delivery:' .. id
if redis.call('EXISTS', delivery) == 0 then
  redis.call('ZREM', KEYS[1] .. ':due', id)
  return 'unknown'
end

-- From here it must succeed.
for name, value in pairs(cjson.decode(ARGV[3])) do
  redis.call('HSET', delivery, name, value)
end
if ARGV[4] == '' then
  redis.call('ZREM', KEYS[1] .. ':due', id)
else
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  redis.call('ZADD', KEYS[1] .. ':due', string.format('%.0f', now + tonumber(ARGV[4])), id)
end
return 'done'
