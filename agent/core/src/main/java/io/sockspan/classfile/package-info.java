/**
 * Weaves calls into methods of a class file, with the JDK's basic classes alone. It does what Byte Buddy's {@code Advice} does with the
 * hooks of this agent, without loading some hundred classes of a library while the application waits for its first socket: Byte Buddy
 * takes some 200 ms of a processor to begin, and ASM alone some 25, each ten times as long where a container has a tenth of a processor.
 *
 * <p>What it does not know it refuses ({@link io.sockspan.classfile.UnknownFormException}); nothing is woven in part.
 */
package io.sockspan.classfile;
