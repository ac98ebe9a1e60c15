-- remove_webhook: removes a webhook with all its deliveries.
--
-- KEYS[1]  root of the webhooks
-- ARGV[1]  webhook id
-- ARGV[2]  team
--
-- Answers done.

local list = KEYS[1] .. ':deliveries:' .. ARGV[1]
for _, job in ipairs(redis.call('ZRANGE', list, 0, -1)) do
  redis.call('DEL', KEYS[1] .. ':delivery:' .. ARGV[1] .. ':' .. job)
  redis.call('ZREM', KEYS[1] .. ':due', ARGV[1] .. ':' .. job)
end
redis.call('DEL', list, KEYS[1] .. ':hook:' .. ARGV[1])
redis.call('SREM', KEYS[1] .. ':of:' .. ARGV[2], ARGV[1])
return 'done'
