-- told: notes that the client of a call was answered.
--
-- KEYS[1]  hash of the name, as claim.lua tells
-- ARGV[1]  spend id
-- ARGV[2]  JSON: what the answer said is left; empty when it said nothing
--
-- Answers, in the order tried: elsewhere, the spend does not have the name (any more); done

if redis.call('HGET', KEYS[1], 'spend') ~= ARGV[1] then
  return 'elsewhere'
end
redis.call('HSET', KEYS[1], 'told', '1', 'room', ARGV[2])
return 'done'
