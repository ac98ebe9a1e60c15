-- plan_delivery: puts the end of a job on a webhook's list, unless it is there.
--
-- KEYS[1]  root of the webhooks
-- ARGV[1]  webhook id
-- ARGV[2]  job id
-- ARGV[3]  now, milliseconds, for people
-- ARGV[4]  how many deliveries of a webhook are kept
--
-- Answers, in the order tried: unknown; known; planned
--
-- After: the delivery is due, and of the oldest that wait for nothing any more none is one too many.

local hook = KEYS[1] .. ':hook:' .. ARGV[1]
if redis.call('EXISTS', hook) == 0 then
  return 'unknown'
end
local list = KEYS[1] .. ':deliveries:' .. ARGV[1]
local function delivery(job)
  return KEYS[1] .. ':delivery:' .. ARGV[1] .. ':' .. job
end
if redis.call('EXISTS', delivery(ARGV[2])) == 1 then
  return 'known'
end

-- From here it must succeed.
redis.call('HSET', delivery(ARGV[2]), 'state', 'pending', 'attempts', '0', 'createdAt', ARGV[3])
redis.call('ZADD', list, ARGV[3], ARGV[2])
redis.call('ZADD', KEYS[1] .. ':due', '0', ARGV[1] .. ':' .. ARGV[2])
local many = redis.call('ZCARD', list) - tonumber(ARGV[4])
if many > 0 then
  for _, old in ipairs(redis.call('ZRANGE', list, 0, many + 9)) do
    if many > 0 and redis.call('HGET', delivery(old), 'state') ~= 'pending' then
      redis.call('DEL', delivery(old))
      redis.call('ZREM', list, old)
      many = many - 1
    end
  end
end
return 'planned'
