package io.sockspan.soak;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.JedisPoolConfig;

/** Lettuce, Jedis with its pool, and Redisson. */
final class RedisClients implements Application {
    private Address address;
    private StatefulRedisConnection<String, String> lettuce;
    private JedisPool jedis;
    private RedissonClient redisson;
    private Jedis held;

    @Override
    public void start(Address address) {
        this.address = address;
        lettuce = RedisClient.create("redis://" + address.hostAndPort()).connect();
        JedisPoolConfig config = new JedisPoolConfig();
        config.setTestOnBorrow(true);
        jedis = new JedisPool(config, Address.HOST, address.port);
        Config redissons = new Config();
        redissons
                .useSingleServer()
                .setAddress("redis://" + address.hostAndPort())
                .setConnectionMinimumIdleSize(2)
                .setConnectionPoolSize(4);
        redisson = Redisson.create(redissons);
    }

    @Override
    public void use() {
        lettuce.sync().incr("lettuce");
        try (Jedis leased = jedis.getResource()) {
            leased.incr("jedis");
        }
        redisson.getAtomicLong("redisson").incrementAndGet();
    }

    /** The server ends a connection that nobody uses. */
    @Override
    public void leak() {
        held = new Jedis(Address.HOST, address.port);
        held.ping(); // the leak
    }
}
