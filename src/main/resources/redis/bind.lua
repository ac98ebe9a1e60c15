-- bind: keeps the name of a call for good, because its money is reserved now.
--
-- KEYS[1]  hash of the name, as claim.lua tells
-- ARGV[1]  spend id
--
-- Answers, in the order tried: elsewhere, the spend does not have the name (any more); done
--
-- After: the name outlives its lease, and never expires.

if redis.call('HGET', KEYS[1], 'spend') ~= ARGV[1] then
  return 'elsewhere'
end
redis.call('HSET', KEYS[1], 'bound', '1')
redis.call('PERSIST', KEYS[1])
return 'done'
